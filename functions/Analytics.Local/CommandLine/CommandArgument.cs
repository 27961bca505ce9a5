namespace Analytics.Local.CommandLine;

/// <summary>A required value, identified by its position after the command's name.</summary>
/// <param name="Name">The name that help shows, in capitals.</param>
/// <param name="Description">The meaning of the argument.</param>
internal sealed record CommandArgument(string Name, string Description);
