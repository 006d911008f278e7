package dev.roadstead.operator.odcs;

/**
 * Where the data of a contract is read, without any credential.
 *
 * @param name what the contract calls it: the StoreClass
 * @param host as consumers reach it
 * @param port 1 to 65535
 * @param schema the one to read in
 */
public record OdcsServer(String name, String host, int port, String database, String schema) {}
