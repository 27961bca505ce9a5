using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Queries.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Analytics.Web.Queries;

/// <summary>Computes strong ETags of answers: they change exactly when the bytes of the answer change.</summary>
internal static class QueryTag
{
    private const int VersionBytes = 16;

    /// <summary>Returns the tag of an answer in JSON, with its quotes.</summary>
    public static string Of(QueryResult result) => $"\"{result.Version}\"";

    /// <inheritdoc cref="Of(QueryResult)"/>
    public static string Of(ReadOnlySpan<byte> json) => $"\"{QueryResult.VersionOf(json)}\"";

    /// <summary>Returns the tag of an answer in CSV, with its quotes. Computed from the lines, so that no JSON is written.</summary>
    public static string OfCsv(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return $"\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, VersionBytes))}-csv\"";
    }

    /// <summary>Returns true if the client has the answer, according to <c>If-None-Match</c>.</summary>
    public static bool IsKnown(HttpRequest request, string tag)
    {
        var own = new EntityTagHeaderValue(tag);
        return request
            .GetTypedHeaders()
            .IfNoneMatch.Any(presented =>
                presented.Equals(EntityTagHeaderValue.Any) || presented.Compare(own, useStrongComparison: false)
            );
    }

    /// <summary>Returns true if a presented tag, with or without quotes, is that of an answer.</summary>
    public static bool IsKnown(string? presented, string tag) => presented is not null && (presented == tag || presented == tag[1..^1]);
}
