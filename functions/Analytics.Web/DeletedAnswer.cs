namespace Analytics.Web;

/// <summary>Says that something is gone.</summary>
/// <param name="Deleted">Always true.</param>
public sealed record DeletedAnswer(bool Deleted);
