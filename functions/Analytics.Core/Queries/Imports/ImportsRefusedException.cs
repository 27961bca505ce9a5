namespace Analytics.Core.Queries.Imports;

/// <summary>A question that the imported daily aggregates cannot answer.</summary>
/// <param name="message">The reason.</param>
internal sealed class ImportsRefusedException(string message) : Exception(message);
