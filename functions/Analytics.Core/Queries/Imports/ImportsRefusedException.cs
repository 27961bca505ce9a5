namespace Analytics.Core.Queries.Imports;

/// <summary>Thrown when imported daily aggregates cannot answer a question.</summary>
/// <param name="message">The reason.</param>
internal sealed class ImportsRefusedException(string message) : Exception(message);
