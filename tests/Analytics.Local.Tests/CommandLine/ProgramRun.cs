using Spectre.Console;

namespace Analytics.Local.Tests.CommandLine;

/// <summary>The output and the exit code of a run of the program.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs the program in this process.</summary>
    public static async Task<ProgramRun> Of(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(output),
            }
        );
        console.Profile.Width = 200;
        var code = await AnalyticsProgram.RunAsync(words, console, errors, TimeProvider.System, TestContext.Current.CancellationToken);
        return new ProgramRun(code, output.ToString(), errors.ToString());
    }
}
