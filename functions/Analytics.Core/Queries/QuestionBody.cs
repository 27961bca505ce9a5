using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Queries.Parsing;

namespace Analytics.Core.Queries;

/// <summary>Reads the members of a question before it is parsed, so that its filters can be changed. Thread-safe.</summary>
public static class QuestionBody
{
    /// <summary>Reads the sites and the members of a question of any kind.</summary>
    /// <param name="utf8Json">The whole body.</param>
    /// <returns>The sites, and the members, none of them twice.</returns>
    /// <exception cref="QueryException">The body is no JSON object, has a member twice, or has no site.</exception>
    public static (IReadOnlyList<string> SiteIds, JsonObject Members) Read(ReadOnlyMemory<byte> utf8Json) =>
        QueryBody.Parse(
            utf8Json,
            static root =>
                root.ValueKind == JsonValueKind.Object
                    ? (QueryBody.SitesOf(root), JsonObject.Create(root.Clone())!)
                    : throw new QueryException($"The body must be an object, not {Expect.Show(root)}.")
        );
}
