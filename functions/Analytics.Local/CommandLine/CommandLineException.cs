namespace Analytics.Local.CommandLine;

/// <summary>The command line is invalid.</summary>
/// <param name="message">The wrong word and the remedy.</param>
/// <param name="command">The command whose help explains more, if it is known.</param>
internal sealed class CommandLineException(string message, Command? command = null) : Exception(message)
{
    /// <summary>The command whose help explains more, if it is known.</summary>
    public Command? Command { get; } = command;
}
