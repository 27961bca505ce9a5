using Analytics.Core.Definitions;
using Analytics.Web.Definitions;

namespace Analytics.Web.Endpoints;

/// <summary>The endpoints of stored definitions, the same for each kind.</summary>
internal static class DefinitionEndpoints
{
    /// <summary>The kinds: the name in operation ids, in the singular, and the kind.</summary>
    public static IReadOnlyList<(string Name, string Kind)> Kinds { get; } =
    [
        ("Annotation", DefinitionRegistry.Annotations),
        ("Segment", DefinitionRegistry.Segments),
        ("Funnel", DefinitionRegistry.Funnels),
        ("View", DefinitionRegistry.Views),
    ];

    /// <summary>Every endpoint.</summary>
    public static IEnumerable<ApiEndpoint> All { get; } =
    [
        .. Kinds.SelectMany(kind =>
            (ApiEndpoint[])
                [
                    ApiEndpoint.Of<DefinitionsHandler>(
                        $"ListSite{kind.Name}s",
                        "GET",
                        $"/api/v1/sites/{{site}}/{kind.Kind}",
                        (handler, context) => handler.ListAsync(context, kind.Kind)
                    ),
                    ApiEndpoint.Of<DefinitionsHandler>(
                        $"CreateSite{kind.Name}",
                        "POST",
                        $"/api/v1/sites/{{site}}/{kind.Kind}",
                        (handler, context) => handler.CreateAsync(context, kind.Kind)
                    ),
                    ApiEndpoint.Of<DefinitionsHandler>(
                        $"GetSite{kind.Name}",
                        "GET",
                        $"/api/v1/sites/{{site}}/{kind.Kind}/{{id}}",
                        (handler, context) => handler.GetAsync(context, kind.Kind)
                    ),
                    ApiEndpoint.Of<DefinitionsHandler>(
                        $"UpdateSite{kind.Name}",
                        "PUT",
                        $"/api/v1/sites/{{site}}/{kind.Kind}/{{id}}",
                        (handler, context) => handler.UpdateAsync(context, kind.Kind)
                    ),
                    ApiEndpoint.Of<DefinitionsHandler>(
                        $"DeleteSite{kind.Name}",
                        "DELETE",
                        $"/api/v1/sites/{{site}}/{kind.Kind}/{{id}}",
                        (handler, context) => handler.DeleteAsync(context, kind.Kind)
                    ),
                ]
        ),
    ];
}
