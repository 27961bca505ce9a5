using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Analytics.Web.OpenApi;

/// <summary>
/// Generates the API's description from the routed endpoints. Both hosts serve the committed result, <c>docs/openapi.json</c>; a test
/// generates it and compares the two.
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
        return services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddDocumentTransformer((document, _, _) => Introduce(document));
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        MemberShapes.Complete(document);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(DescribeAsync);
                options.AddSchemaTransformer(MemberShapes.MarkAsync);
            }
        );
    }

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Analytics API",
            Version = "v1",
            Description =
                "Collects events of sites and answers questions about them. Times are UTC unless a site's zone is meant. "
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
                Description =
                    "An API key, as 'Authorization: Bearer KEY'. Scopes: stats, sites, import, admin (all of them and managing keys).",
            },
        };
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointDoc>().FirstOrDefault() is not { } doc)
        {
            return;
        }

        operation.Parameters = doc.Parameters.Count == 0 ? null : [.. doc.Parameters.Select(Parameter)];
        if (doc.Request is not null)
        {
            operation.RequestBody = await BodyAsync(doc, doc.Request, context, cancellationToken);
        }
        else if (doc.TakesFile)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = doc.RequestTypes.ToDictionary(
                    contentType => contentType,
                    _ => new OpenApiMediaType
                    {
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                    }
                ),
            };
        }

        foreach (var answer in doc.Answers)
        {
            Describe(operation, answer.Status, answer.Description, answer.Example);
            foreach (var (name, description) in answer.Numbers)
            {
                AddNumber((OpenApiResponse)operation.Responses![$"{answer.Status}"], name, description);
            }

            if (answer.Body == typeof(JsonElement))
            {
                operation.Responses![$"{answer.Status}"].Content!.Values.First().Schema = MemberShapes.Any(answer.Description);
            }
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
    }

    private static async Task<OpenApiRequestBody> BodyAsync(
        EndpointDoc doc,
        Type type,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var element = type.IsGenericType ? type.GetGenericArguments()[0] : type;
        var document = context.Document ?? throw new InvalidOperationException("An operation is described outside of a document.");
        if (document.Components?.Schemas?.ContainsKey(element.Name) is not true)
        {
            document.AddComponent(element.Name, await context.GetOrCreateSchemaAsync(element, null, cancellationToken));
        }

        IOpenApiSchema schema = new OpenApiSchemaReference(element.Name, document);
        return new OpenApiRequestBody
        {
            Required = true,
            Content = doc.RequestTypes.ToDictionary(
                contentType => contentType,
                contentType => new OpenApiMediaType
                {
                    Schema = element == type ? schema : new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema },
                    Examples = contentType is "application/json"
                        ? doc.RequestExamples.ToDictionary(
                            example => example.Name,
                            IOpenApiExample (example) => new OpenApiExample { Value = JsonNode.Parse(example.Json) }
                        )
                        : null,
                }
            ),
        };
    }

    private static void Describe(OpenApiOperation operation, int status, string description, string? example)
    {
        if (operation.Responses?.TryGetValue($"{status}", out var found) is not true || found is not OpenApiResponse response)
        {
            throw new InvalidOperationException(
                $"Operation {operation.OperationId} lacks status {status}; declare it in the endpoint's metadata."
            );
        }

        response.Description = description;
        if (example is { Length: > 0 } && response.Content?.Values.FirstOrDefault() is { } content)
        {
            content.Example =
                example[0] is '{' or '[' or '"' || char.IsAsciiDigit(example[0]) ? JsonNode.Parse(example) : JsonValue.Create(example);
        }

        if (response.Content?.TryGetValue("text/csv", out var csv) is true)
        {
            csv.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A header line, then a line per row." };
        }

        if (response.Content?.TryGetValue("image/gif", out var image) is true)
        {
            image.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        }

        if (status is 429 or 503 && response.Content?.ContainsKey("application/json") is true)
        {
            AddNumber(response, "Retry-After", "Seconds.");
        }
    }

    private static void AddNumber(OpenApiResponse response, string header, string description)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[header] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        };
    }

    private static OpenApiParameter Parameter(ParameterDoc doc) =>
        new()
        {
            Name = doc.Name,
            In = doc.InPath ? ParameterLocation.Path : ParameterLocation.Query,
            Required = doc.Required,
            Description = doc.Description,
            Example = JsonValue.Create(doc.Example),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
}
