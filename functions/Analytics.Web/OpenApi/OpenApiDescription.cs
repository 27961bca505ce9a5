using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Web.OpenApi.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Analytics.Web.OpenApi;

/// <summary>
/// Generates the API's description from the routed endpoints. Both hosts serve the committed result, <c>docs/openapi.json</c>;
/// a test generates it anew and compares.
/// </summary>
public static class OpenApiDescription
{
    private const string Key = "key";

    /// <summary>Adds the generator of document <c>v1</c>.</summary>
    public static IServiceCollection AddAnalyticsOpenApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, OpenApiJson.Default);
        });
        return services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) => Introduce(document));
            options.AddOperationTransformer((operation, context, _) => Describe(operation, context));
            options.AddSchemaTransformer((schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(QueryBody) && context.JsonPropertyInfo is null)
                {
                    QuerySchemas.Describe(schema);
                }

                return Task.CompletedTask;
            });
        });
    }

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Analytics API",
            Version = "v1",
            Description = "Collects events of sites and answers questions about them. Times are UTC unless a site's zone is meant. "
                + "Every refusal is JSON: { \"error\": \"…\" } with what is wrong, with which value, and what to do.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Key] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key, as 'Authorization: Bearer KEY'. Scopes: stats, sites, import, admin (all of them and managing keys).",
            },
        };
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointDoc>().FirstOrDefault() is not { } doc)
        {
            return Task.CompletedTask;
        }

        operation.Parameters = doc.Parameters.Count == 0 ? null : [.. doc.Parameters.Select(Parameter)];
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
        {
            content.Examples = doc.RequestExamples.ToDictionary(
                example => example.Name,
                IOpenApiExample (example) => new OpenApiExample { Value = JsonNode.Parse(example.Json) });
        }

        foreach (var answer in doc.Answers)
        {
            Describe(operation, answer.Status, answer.Description, answer.Example);
        }

        foreach (var status in doc.Errors)
        {
            Describe(operation, status, ErrorDocs.ByStatus[status], null);
        }

        if (doc.Scope is not null)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, context.Document)] = [] },
                .. doc.KeyIsOptional ? [new OpenApiSecurityRequirement()] : Array.Empty<OpenApiSecurityRequirement>(),
            ];
        }

        return Task.CompletedTask;
    }

    private static void Describe(OpenApiOperation operation, int status, string description, string? example)
    {
        if (operation.Responses?.TryGetValue($"{status}", out var found) is not true || found is not OpenApiResponse response)
        {
            throw new InvalidOperationException($"Operation {operation.OperationId} lacks status {status}; declare it in the endpoint's metadata.");
        }

        response.Description = description;
        if (example is not null && response.Content?.Values.FirstOrDefault() is { } content)
        {
            content.Example = example[0] is '{' or '[' or '"' || char.IsAsciiDigit(example[0]) ? JsonNode.Parse(example) : JsonValue.Create(example);
        }

        if (status is 429 or 503 && response.Content?.ContainsKey("application/json") is true)
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers["Retry-After"] = new OpenApiHeader
            {
                Description = "Seconds.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
            };
        }
    }

    private static OpenApiParameter Parameter(ParameterDoc doc) => new()
    {
        Name = doc.Name,
        In = doc.InPath ? ParameterLocation.Path : ParameterLocation.Query,
        Required = doc.Required,
        Description = doc.Description,
        Example = JsonValue.Create(doc.Example),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
