using System.Globalization;

namespace Analytics.Local.CommandLine;

/// <summary>Arguments and options that the user gave to a command.</summary>
/// <param name="command">The command.</param>
/// <param name="arguments">One for each of the command's arguments.</param>
/// <param name="options">The values of the given options, by name.</param>
internal sealed class CommandInput(Command command, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> options)
{
    /// <summary>The value of a switch that is given.</summary>
    public const string Set = "yes";

    /// <summary>The command.</summary>
    public Command Command => command;

    /// <summary>Returns true if a switch is given.</summary>
    /// <exception cref="CommandLineException">The switch is given a value.</exception>
    public bool Has(string name) =>
        Option(name) switch
        {
            null => false,
            Set => true,
            var value => throw new CommandLineException($"{name} takes no value, and not '{value}'.", command),
        };

    /// <summary>Returns an argument by position.</summary>
    public string Argument(int index) => arguments[index];

    /// <summary>Returns the value of an option, or null if it was not given.</summary>
    public string? Option(string name) => options.GetValueOrDefault(name);

    /// <summary>Returns the value of an option that the parser has required.</summary>
    public string Required(string name) => options[name];

    /// <summary>Returns the value of an option, which is one of some words.</summary>
    /// <exception cref="CommandLineException">The value is none of these words.</exception>
    public string OneOf(string name, string otherwise, params ReadOnlySpan<string> words)
    {
        var value = Option(name) ?? otherwise;
        return words.Contains(value)
            ? value
            : throw new CommandLineException($"{name}: '{value}' is unknown; give one of {string.Join(", ", words.ToArray())}.", command);
    }

    /// <summary>Returns the value of an option that is a whole number.</summary>
    /// <exception cref="CommandLineException">The value is not a whole number or out of range.</exception>
    public int Number(string name, int otherwise, int min, int max)
    {
        if (Option(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new CommandLineException($"{name}: '{text}' is no whole number from {min} to {max}.", command);
    }
}
