using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>Revenue of an event.</summary>
internal sealed record RevenueBody
{
    [Description("ISO 4217 code.")]
    public required string Currency { get; init; }

    [Description("A number, or a string that holds one.")]
    [Shape(MemberShape.Amount)]
    public required JsonElement Amount { get; init; }
}
