namespace Analytics.Local.CommandLine;

/// <summary>Parses the words after the program's name.</summary>
/// <param name="commands">All commands.</param>
internal sealed class CommandLineParser(IReadOnlyList<Command> commands)
{
    private static readonly string[] HelpWords = ["--help", "-h", "-?", "help"];

    /// <summary>Parses the words.</summary>
    /// <returns>
    /// The input of the command to run; null if help is requested, for the program or for the command in <paramref name="help"/>.
    /// </returns>
    /// <exception cref="CommandLineException">A word is unknown, missing or too many.</exception>
    public CommandInput? Parse(IReadOnlyList<string> words, out Command? help)
    {
        help = null;
        if (words.Count == 0 || HelpWords.Contains(words[0]))
        {
            help = words.Count > 1 ? FindCommand([.. words.Skip(1)], out _) : null;
            return null;
        }

        var command = FindCommand(words[0] == VersionCommand.Option ? [VersionCommand.Name, .. words.Skip(1)] : words, out var used);
        if (words.Skip(used).Any(word => word is "--help" or "-h" or "-?"))
        {
            help = command;
            return null;
        }

        return ReadInput(command, words, used);
    }

    private static CommandInput ReadInput(Command command, IReadOnlyList<string> words, int from)
    {
        var arguments = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = from; i < words.Count; i++)
        {
            var word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                arguments.Add(word);
                continue;
            }

            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var option = FindOption(command, equals < 0 ? word : word[..equals]);
            var value =
                option.Value.Length == 0 && equals < 0 ? CommandInput.Set
                : equals >= 0 ? word[(equals + 1)..]
                : ++i < words.Count ? words[i]
                : null;
            if (string.IsNullOrEmpty(value))
            {
                throw new CommandLineException($"{option.Name} needs a value: {option.Name} {option.Value}.", command);
            }

            if (!options.TryAdd(option.Name, value))
            {
                throw new CommandLineException($"{option.Name} is given twice.", command);
            }
        }

        CheckComplete(command, arguments, options);
        return new CommandInput(command, arguments, options);
    }

    private static void CheckComplete(Command command, List<string> arguments, Dictionary<string, string> options)
    {
        if (arguments.Count > command.Arguments.Count)
        {
            throw new CommandLineException($"'{arguments[command.Arguments.Count]}' is one word too many for '{command.Name}'.", command);
        }

        if (arguments.Count < command.Arguments.Count)
        {
            var missing = command.Arguments[arguments.Count];
            throw new CommandLineException($"'{command.Name}' needs {missing.Name}: {missing.Description}", command);
        }

        if (command.Options.FirstOrDefault(option => option.Required && !options.ContainsKey(option.Name)) is { } absent)
        {
            throw new CommandLineException($"'{command.Name}' needs {absent.Name} {absent.Value}: {absent.Description}", command);
        }
    }

    private static CommandOption FindOption(Command command, string name) =>
        command.Options.FirstOrDefault(option => option.Name == name)
        ?? throw new CommandLineException(
            $"'{name}' is no option of '{command.Name}'{Suggest(name, command.Options.Select(option => option.Name))}",
            command
        );

    private static string Suggest(string word, IEnumerable<string> known) =>
        Spelling.Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : ".";

    private Command FindCommand(IReadOnlyList<string> words, out int used)
    {
        for (used = Math.Min(2, words.Count); used > 0; used--)
        {
            var name = string.Join(' ', words.Take(used));
            if (commands.FirstOrDefault(command => command.Name == name) is { } found)
            {
                return found;
            }
        }

        // "site" alone, or "site ad": the second word decides; so compare as many words as the candidate has.
        var given = string.Join(' ', words.Take(2).Where(word => !word.StartsWith('-')));
        var first = words[0];
        var actions = commands
            .Where(command => command.Name.StartsWith(first + ' ', StringComparison.Ordinal))
            .Select(command => command.Name)
            .ToList();
        if (actions.Count > 0)
        {
            throw new CommandLineException($"'{given}' is no command{Suggest(given, actions)} There are: {string.Join(", ", actions)}.");
        }

        var near =
            Spelling.Nearest(first, commands.Select(command => command.Name))
            ?? Spelling.Nearest(given, commands.Select(command => command.Name));
        throw new CommandLineException(
            $"'{first}' is no command{(near is null ? "." : $"; did you mean '{near}'?")} There are: "
                + $"{string.Join(", ", commands.Select(command => command.Name))}."
        );
    }
}
