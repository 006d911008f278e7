package dev.roadstead.operator.backend;

/** Who holds a login: a consumer identity, or a writer. */
public sealed interface LoginHolder permits Subject, LoginHolder.Writer {

    /** A program that loads data into a store. */
    record Writer(StoreKey store, String name) implements LoginHolder {
        @Override
        public String toString() {
            return "writer " + store + "/" + name;
        }
    }
}
