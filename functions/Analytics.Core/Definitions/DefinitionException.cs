namespace Analytics.Core.Definitions;

/// <summary>Refuses a definition.</summary>
/// <param name="message">What a client reads: the field, its value and the remedy.</param>
public sealed class DefinitionException(string message) : Exception(message);
