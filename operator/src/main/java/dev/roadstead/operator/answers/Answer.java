package dev.roadstead.operator.answers;

import java.util.List;

/** What a question comes to. The record itself is what JSON and YAML show. */
public interface Answer {

    /** For people. */
    List<Sheet> sheets();

    /** What people should know beside the tables: what could not be looked at, and the next step. */
    List<String> remarks();

    /** All of it in one table, for spreadsheets. */
    Sheet flat();

    /** Whether the question is answered with yes, as the exit status tells scripts. */
    boolean yes();
}
