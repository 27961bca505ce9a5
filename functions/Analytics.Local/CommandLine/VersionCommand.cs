using System.Reflection;
using Analytics.Core.Periods;
using Spectre.Console;

namespace Analytics.Local.CommandLine;

/// <summary>Shows the release, its revision and the version of the logic, for bug reports.</summary>
internal sealed class VersionCommand(IAnsiConsole console)
{
    /// <summary>The option that shows the version without a command.</summary>
    public const string Option = "--version";

    /// <summary>The command's name.</summary>
    public const string Name = "version";

    /// <summary><c>version</c>.</summary>
    public Command Command => new(Name, "Shows the release and the logic that makes its statistics.", [], [], RunAsync);

    private Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        var release = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        console.WriteLine($"analytics {release}, logic {Rollup.CurrentLogicVersion}");
        return Task.FromResult(0);
    }
}
