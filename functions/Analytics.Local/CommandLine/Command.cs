namespace Analytics.Local.CommandLine;

/// <summary>A command of the program.</summary>
/// <param name="Name">One word, or two for an action on an object, as in <c>site add</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Arguments">Arguments by position.</param>
/// <param name="Options">Options by name.</param>
/// <param name="RunAsync">Runs the command and returns the exit code.</param>
internal sealed record Command(
    string Name,
    string Description,
    IReadOnlyList<CommandArgument> Arguments,
    IReadOnlyList<CommandOption> Options,
    Func<CommandInput, CancellationToken, Task<int>> RunAsync
);
