package dev.roadstead.operator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.binding.CredentialChoice;
import dev.roadstead.operator.binding.Rotation;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What keeps decisions pure and classes about one thing. A rule about a package holds before the package exists. */
class ArchitectureTest {

    private static final Set<String> PLANNING = Set.of(
            "Cells",
            "Checkers",
            "Draft",
            "DriftPlanner",
            "Exposure",
            "GrantPlanner",
            "Histories",
            "Hardening",
            "Logins",
            "Marks",
            "Masks",
            "Names",
            "ObjectDrift",
            "Observed",
            "Orphans",
            "Plan",
            "Planner",
            "PortPlanner",
            "RecordDrift",
            "Repair",
            "RightDrift",
            "RoleDrift",
            "RowFilters",
            "RuleSql",
            "Script",
            "ServerFacts",
            "Snapshot",
            "Sql",
            "StorePlanner",
            "TriggerDrift",
            "ViewSql",
            "Views",
            "Wishes");

    /** Packages that decide, and the half of the backend that plans: what a class of them holds inside counts too. */
    private static final DescribedPredicate<JavaClass> PURE = resideInAnyPackage(
                    "dev.roadstead..access..",
                    "dev.roadstead..contract..",
                    "dev.roadstead..history..",
                    "dev.roadstead..odcs..",
                    "dev.roadstead..quality..",
                    "dev.roadstead..requirement..")
            .or(type(Rotation.class))
            .or(type(CredentialChoice.class))
            .or(describe(
                    "decide about orphans",
                    c -> c.getName().startsWith("dev.roadstead.operator.reconcile.storeclass.OrphanRules")
                            || c.getName().equals("dev.roadstead.operator.reconcile.storeclass.OrphanText")))
            .or(describe(
                    "plan in the backend",
                    c -> c.getPackageName().equals("dev.roadstead.operator.postgres")
                            && PLANNING.contains(c.getName()
                                    .substring(c.getPackageName().length() + 1)
                                    .split("\\$", 2)[0])));

    private static final JavaClasses ROADSTEAD = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.roadstead");

    @Test
    void decisionsKnowNoClientDatabaseOrLogger() {
        check(
                noClasses()
                        .that(PURE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.fabric8..",
                                "io.javaoperatorsdk..",
                                "java.sql..",
                                "javax.sql..",
                                "org.postgresql..",
                                "org.slf4j..",
                                "java.util.logging..")
                        .because(
                                "a decision is a function of what was observed, so that it can be tested and asked \"what if\""));
    }

    /** What was found goes in, an answer comes out: only readers ask, and nobody but they can fail for it. */
    @Test
    void answersAreWorkedOutFromWhatWasRead() {
        check(noClasses()
                .that(resideInAPackage("dev.roadstead..answers.."))
                .and()
                .haveSimpleNameNotEndingWith("Reader")
                .should()
                .dependOnClassesThat(type(KubernetesClient.class).or(type(Clock.class)))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "org.slf4j..")
                .orShould()
                .callMethod(Instant.class, "now")
                .because("an answer is tested with what a cluster could say"));
    }

    /** They are asked by the command line and at admission, and must say the same in both. */
    @Test
    void consequencesAreWorkedOutFromWhatIsGiven() {
        check(noClasses()
                .that(resideInAPackage("dev.roadstead..whatif.."))
                .should()
                .dependOnClassesThat(type(KubernetesClient.class).or(type(Clock.class)))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "org.slf4j..")
                .orShould()
                .callMethod(Instant.class, "now")
                .because("what a change would do is told without doing anything"));
    }

    @Test
    void decisionsAreToldTheTime() {
        check(noClasses()
                .that(PURE)
                .should()
                .dependOnClassesThat(type(Clock.class).or(type(InstantSource.class)))
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .because("the same input must give the same decision at any time; the instant is a parameter"));
    }

    /** The API server waits for them: they look at caches, and the time is part of the proposal. */
    @Test
    void whatTheWebhookAsksIsAtHand() {
        check(noClasses()
                .that()
                .implement(AdmissionCheck.class)
                .should()
                .dependOnClassesThat(type(KubernetesClient.class).or(type(Clock.class)))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..")
                .orShould()
                .callMethod(Instant.class, "now")
                .because("a check is a function of the proposal and of what is known"));
    }

    @Test
    void everyClassThatPlansIsThere() {
        Set<String> found = new TreeSet<>(PLANNING);
        ROADSTEAD.stream()
                .filter(c -> c.getPackageName().equals("dev.roadstead.operator.postgres"))
                .forEach(c -> found.remove(c.getSimpleName()));
        assertEquals(Set.of(), found, "a renamed class would escape its rules");
    }

    @Test
    void onlyTheCommandLinePrints() {
        check(noClasses()
                .that(not(resideInAPackage("dev.roadstead..cli..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("everything else logs events with keys"));
    }

    @Test
    void noClassIsABag() {
        check(noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Helpers")
                .because("a class named after no topic collects all of them"));
    }

    /** JOSDK's own ways of writing lose events that arrive meanwhile: {@link dev.roadstead.operator.status.StatusRaceIT}. */
    @Test
    void onlyTheStatusWriterWritesStatuses() {
        check(noClasses()
                .should()
                .callMethodWhere(describe(
                        "a patch by UpdateControl",
                        call -> call.getTargetOwner().isEquivalentTo(UpdateControl.class)
                                && call.getName().startsWith("patch")))
                .orShould()
                .callMethodWhere(
                        describe("resourceOperations()", call -> call.getName().equals("resourceOperations")))
                .orShould()
                .dependOnClassesThat(type(ErrorStatusUpdateControl.class))
                .because("an edit of a spec that arrives while JOSDK writes is never reconciled"));
        check(noClasses()
                .that(not(type(StatusWriter.class)))
                .should()
                .callMethodWhere(
                        describe("subresource()", call -> call.getName().equals("subresource")))
                .because("one class knows how a status is written"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(ROADSTEAD);
    }
}
