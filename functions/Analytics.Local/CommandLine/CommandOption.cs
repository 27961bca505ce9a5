namespace Analytics.Local.CommandLine;

/// <summary>An option, given as <c>--name value</c> or <c>--name=value</c>.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What help calls the value, in capitals; empty for a switch, which has none.</param>
/// <param name="Description">What it does and its default.</param>
/// <param name="Required">Whether the command needs it.</param>
internal sealed record CommandOption(string Name, string Value, string Description, bool Required = false);
