using Analytics.Local.CommandLine;
using Spectre.Console;

namespace Analytics.Local.Tests.CommandLine;

public sealed class CommandLineParserTests
{
    private static readonly IReadOnlyList<Command> Commands = AnalyticsProgram.Commands(
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) }),
        TimeProvider.System
    );

    [Fact]
    public void A_command_of_two_words_takes_its_argument_and_options_in_any_order()
    {
        foreach (
            var line in new[] { "site add shop.example --timezone Europe/Tallinn", "site add --timezone=Europe/Tallinn shop.example" }
        )
        {
            var input = Parse(line, out _);

            Assert.NotNull(input);
            Assert.Equal("site add", input.Command.Name);
            Assert.Equal("shop.example", input.Argument(0));
            Assert.Equal("Europe/Tallinn", input.Option("--timezone"));
            Assert.Null(input.Option("--url"));
        }
    }

    [Fact]
    public void A_dash_is_an_argument() => Assert.Equal("-", Parse("import - --site a.example", out _)!.Argument(0));

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public void Help_in_general_can_be_asked_for_in_many_ways(string line)
    {
        Assert.Null(Parse(line, out var command));
        Assert.Null(command);
    }

    [Theory]
    [InlineData("import --help", "import")]
    [InlineData("import file --help --nonsense", "import")]
    [InlineData("help import", "import")]
    [InlineData("site add -h", "site add")]
    [InlineData("help site list", "site list")]
    public void Help_of_a_command_needs_nothing_else_to_be_right(string line, string expected)
    {
        Assert.Null(Parse(line, out var command));
        Assert.Equal(expected, command?.Name);
    }

    [Theory]
    [InlineData("serve --dta x", "'--dta' is no option of 'serve'; did you mean '--data'?")]
    [InlineData("serve --frobnicate x", "'--frobnicate' is no option of 'serve'.")]
    [InlineData("import f --siet x", "'--siet' is no option of 'import'; did you mean '--site'?")]
    [InlineData("version --json", "'--json' is no option of 'version'.")]
    [InlineData("imprt f", "'imprt' is no command; did you mean 'import'?")]
    [InlineData("sreve", "'sreve' is no command; did you mean 'serve'?")]
    [InlineData("site", "'site' is no command")]
    [InlineData("site lst", "'site lst' is no command; did you mean 'site list'?")]
    [InlineData("stie list", "'stie' is no command; did you mean 'site list'?")]
    [InlineData(
        "xyzzy",
        "'xyzzy' is no command. There are: serve, demo, site add, site list, key add, import, export, reprocess, erase, status, "
            + "deadletters list, deadletters show, deadletters retry, backup, backup list, restore, load, completion, version."
    )]
    [InlineData("serve --data", "--data needs a value: --data DIR.")]
    [InlineData("serve --data=", "--data needs a value: --data DIR.")]
    [InlineData("serve --data a --data b", "--data is given twice.")]
    [InlineData("serve extra", "'extra' is one word too many for 'serve'.")]
    [InlineData("site add", "'site add' needs DOMAIN: The site's domain, like shop.example.")]
    [InlineData("import file", "'import' needs --site DOMAIN: The site that the events are of.")]
    [InlineData("key add", "'key add' needs --scope SCOPE")]
    public void A_wrong_word_is_named_with_what_would_be_right(string line, string expected)
    {
        var exception = Assert.Throws<CommandLineException>(() => Parse(line, out _));

        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("same", "same", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("Serve", "serve", 0)]
    public void Distance_counts_edits_and_swaps(string a, string b, int expected) => Assert.Equal(expected, Spelling.Distance(a, b));

    private static CommandInput? Parse(string line, out Command? help) =>
        new CommandLineParser(Commands).Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out help);
}
