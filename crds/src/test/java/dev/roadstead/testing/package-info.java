/** What the integration tests of every module share. */
package dev.roadstead.testing;
