namespace Analytics.Core.Definitions;

/// <summary>Refuses a definition.</summary>
/// <param name="message">The field, its value and the remedy, for the client.</param>
public sealed class DefinitionException(string message) : Exception(message);
