namespace Analytics.Local.CommandLine;

/// <summary>An option, given as <c>--name value</c> or <c>--name=value</c>.</summary>
/// <param name="Name">The name with its dashes.</param>
/// <param name="Value">Name of the value in help, in capitals; empty for a switch, which has none.</param>
/// <param name="Description">Its effect and default.</param>
/// <param name="Required">True if the command needs it.</param>
internal sealed record CommandOption(string Name, string Value, string Description, bool Required = false);
