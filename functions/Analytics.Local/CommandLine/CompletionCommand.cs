using Spectre.Console;

namespace Analytics.Local.CommandLine;

/// <summary>Writes the script by which bash and zsh complete the words of a command line.</summary>
/// <param name="console">The console to write to.</param>
/// <param name="commands">All commands.</param>
internal sealed class CompletionCommand(IAnsiConsole console, Func<IReadOnlyList<Command>> commands)
{
    /// <summary><c>completion</c>.</summary>
    public Command Command =>
        new(
            "completion",
            "Writes a script that completes commands and options: source <(analytics completion), in bash or zsh.",
            [],
            [],
            RunAsync
        );

    private Task<int> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        // Written directly, because the console would wrap long lines.
        console.Profile.Out.Writer.Write(Script(commands()));
        return Task.FromResult(0);
    }

    private static string Script(IReadOnlyList<Command> commands)
    {
        var actions = commands
            .Select(command => command.Name.Split(' '))
            .Where(words => words.Length == 2)
            .ToLookup(words => words[0], words => words[1]);

        // The first matching case wins, so 'site add' must precede 'site'.
        var cases = commands
            .OrderByDescending(command => command.Name.Contains(' ', StringComparison.Ordinal))
            .Select(command => (command.Name, Words: command.Options.Select(option => option.Name).Append("--help")))
            .Concat(actions.Select(action => (Name: action.Key, Words: action.AsEnumerable())))
            .Select(row => $"        '{row.Name} '*) words='{string.Join(' ', row.Words)}' ;;\n");
        return $$"""
            [[ -z ${ZSH_VERSION-} ]] || { autoload -U +X bashcompinit && bashcompinit; }
            _analytics() {
                local words=
                case "${COMP_WORDS[*]:1:COMP_CWORD-1} " in
            {{string.Concat(cases)}}        ' ') words='{{string.Join(
                ' ',
                commands.Select(command => command.Name.Split(' ')[0]).Distinct()
            )}}' ;;
                esac
                COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _analytics analytics

            """;
    }
}
