package io.binome.server.api;

import io.binome.tenancy.Principal;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MapSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;

/** What the OpenAPI document says beyond what the handlers say themselves. */
final class OpenApiDocument {
    private OpenApiDocument() {}

    static OpenAPI about() {
        return new OpenAPI()
                .info(new Info()
                        .title("Binome")
                        .version("1")
                        .description("Propose, review and apply changes to production, and see what runs. Times are"
                                + " ISO 8601 in UTC, identifiers are text. What goes wrong is answered as RFC 9457"
                                + " says. Lists that have more give a cursor, next, for the parameter after. A POST"
                                + " may carry an Idempotency-Key.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
    }

    static void complete(OpenAPI document) {
        document.setServers(List.of(new Server().url("/")));
        document.getComponents()
                .addSecuritySchemes(
                        "token",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("A personal access token: `binome login` or `binome token create`."))
                .addSecuritySchemes(
                        "agentToken",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("The token of a server's agent: `binome host agent-token`."))
                .addSchemas(
                        "Problem",
                        new ObjectSchema()
                                .description("What went wrong, as RFC 9457 says.")
                                .addProperty("type", new StringSchema())
                                .addProperty("title", new StringSchema())
                                .addProperty("status", new IntegerSchema())
                                .addProperty("detail", new StringSchema().description("Sentences for people."))
                                .addProperty("code", new StringSchema().description("Stable, for programs."))
                                .addProperty("arguments", new MapSchema().additionalProperties(new StringSchema())))
                .addResponses(
                        "Problem",
                        new ApiResponse()
                                .description("A problem")
                                .content(new Content()
                                        .addMediaType(
                                                "application/problem+json",
                                                new MediaType()
                                                        .schema(new ObjectSchema()
                                                                .$ref("#/components/schemas/Problem")))));
        document.addSecurityItem(new SecurityRequirement().addList("token"));
        document.getPaths().forEach((path, item) -> item.readOperations().forEach(operation -> {
            operation
                    .getResponses()
                    .addApiResponse("default", new ApiResponse().$ref("#/components/responses/Problem"));
            if (path.endsWith("/sign-in")) {
                operation.setSecurity(List.of());
            } else if (path.endsWith("/agent/readings")) {
                operation.setSecurity(List.of(new SecurityRequirement().addList("agentToken")));
            } else if (operation == item.getPost()) {
                operation.addParametersItem(idempotencyKey());
            }
        }));
    }

    private static Parameter idempotencyKey() {
        return new HeaderParameter()
                .name("Idempotency-Key")
                .description("1 to 255 characters of the caller's choice: the operation is carried out once, however"
                        + " often it is sent with the same key.")
                .schema(new StringSchema());
    }

    /** {@code change-listOfRepository}: what generated clients call it, so it must not depend on the order of handlers. */
    static Operation named(Operation operation, HandlerMethod handler) {
        String controller = handler.getBeanType().getSimpleName().replace("Controller", "");
        String name = controller.toLowerCase(Locale.ROOT);
        operation.setTags(List.of(name));
        operation.setOperationId(name + "-" + handler.getMethod().getName());
        return operation;
    }

    /** Who asks is known by the token, not by a parameter. */
    static @Nullable Parameter withoutPrincipal(@Nullable Parameter parameter, MethodParameter method) {
        return method.getParameterType() == Principal.class ? null : parameter;
    }
}
