using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Analytics.Web.Keys;

/// <summary>All keys, oldest first.</summary>
/// <param name="Keys">The keys, without their secrets.</param>
public sealed record KeyListAnswer(IReadOnlyList<KeyAnswer> Keys)
{
    /// <summary>The ids of keys whose rows are damaged, if there are any: nobody can use them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The ids of keys whose rows are damaged, if there are any: nobody can use them. Delete them and make others.")]
    public IReadOnlyList<string>? Unreadable { get; init; }
}
