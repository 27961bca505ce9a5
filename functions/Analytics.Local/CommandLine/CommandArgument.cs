namespace Analytics.Local.CommandLine;

/// <summary>A value that stands by its place after the command's name; required.</summary>
/// <param name="Name">As help shows it, in capitals.</param>
/// <param name="Description">The meaning of the argument.</param>
internal sealed record CommandArgument(string Name, string Description);
