using Microsoft.AspNetCore.Http;

namespace Analytics.Web.OpenApi;

/// <summary>Description of an endpoint.</summary>
/// <param name="Tag">Its group.</param>
/// <param name="Summary">One line.</param>
/// <param name="Description">Facts for clients: behaviour, limits, idempotency.</param>
internal sealed record EndpointDoc(string Tag, string Summary, string Description)
{
    /// <summary>The scope that the key needs; null when no key is needed.</summary>
    public string? Scope { get; init; }

    /// <summary>True if a key is not required for public sites or ordinary events.</summary>
    public bool KeyIsOptional { get; init; }

    /// <summary>Type of the body; null without one.</summary>
    public Type? Request { get; init; }

    /// <summary>True if the body is a file.</summary>
    public bool TakesFile { get; init; }

    /// <summary>The accepted content types.</summary>
    public IReadOnlyList<string> RequestTypes { get; init; } = ["application/json"];

    /// <summary>Example bodies, by name.</summary>
    public IReadOnlyList<(string Name, string Json)> RequestExamples { get; init; } = [];

    /// <summary>Parameters in the address.</summary>
    public IReadOnlyList<ParameterDoc> Parameters { get; init; } = [];

    /// <summary>The successful answers.</summary>
    public IReadOnlyList<AnswerDoc> Answers { get; init; } = [];

    /// <summary>The statuses of its refusals, including 403 if a scope is needed. <see cref="ErrorDocs"/> explains each of them.</summary>
    public IReadOnlyList<int> Errors
    {
        get => Scope is null ? field : [.. field.Append(StatusCodes.Status403Forbidden).Distinct().Order()];
        init;
    } = [];
}
