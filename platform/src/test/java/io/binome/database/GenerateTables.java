package io.binome.database;

import java.nio.file.Path;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/**
 * Writes jOOQ's view of the migrated tables, {@code io.binome.database.tables}. The output depends on the migrations
 * and on nothing else, one file and one record per table, so that two people who add a table seldom meet.
 */
public final class GenerateTables {
    private GenerateTables() {}

    /** Takes one argument: the source folder to write to, {@code platform/src/generated/java}. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        into(Path.of(arguments[0]));
    }

    static void into(Path sources) throws Exception {
        // The migrations first: where one fails, the classes stay as they are.
        DatabaseSettings template = TestServer.ofThisJvm().template();
        TestServer.delete(sources.resolve("io/binome/database"));
        GenerationTool.generate(new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc()
                        .withUrl(template.url())
                        .withUser(template.owner())
                        .withPassword(template.ownerPassword()))
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withInputSchema("public")
                                .withOutputSchemaToDefault(true)
                                .withOutputCatalogToDefault(true)
                                .withExcludes("flyway_schema_history")
                                .withIncludeRoutines(false)
                                .withIncludeSequences(false)
                                .withIncludeIndexes(false)
                                .withForcedTypes(new ForcedType()
                                        .withName("INSTANT")
                                        .withIgnoreUnused(true)
                                        .withIncludeTypes("timestamptz|timestamp with time zone")))
                        .withGenerate(new Generate()
                                .withRelations(false)
                                .withKeys(false)
                                .withIndexes(false)
                                .withRecords(true)
                                .withPojos(false)
                                .withDaos(false)
                                .withDeprecated(false)
                                .withGlobalObjectReferences(false)
                                .withDefaultCatalog(false)
                                .withDefaultSchema(false)
                                .withEmptySchemas(false)
                                .withEmptyCatalogs(false)
                                .withGeneratedAnnotation(false)
                                .withJooqVersionReference(false)
                                .withComments(false)
                                .withJavadoc(false)
                                .withSources(false)
                                .withRecordsImplementingRecordN(false)
                                .withWhereMethodOverrides(false)
                                .withRenameMethodOverrides(false)
                                .withAsMethodOverrides(false))
                        .withTarget(new Target()
                                .withPackageName("io.binome.database")
                                .withDirectory(sources.toString())
                                .withClean(true))));
    }
}
