namespace Analytics.Web.Keys;

/// <summary>All keys, oldest first.</summary>
/// <param name="Keys">The keys, without their secrets.</param>
public sealed record KeyListAnswer(IReadOnlyList<KeyAnswer> Keys);
