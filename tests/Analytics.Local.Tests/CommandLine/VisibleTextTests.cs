using Analytics.Local.CommandLine;

namespace Analytics.Local.Tests.CommandLine;

/// <summary>Anybody can send a host or a page with the commands of a terminal, and the operator reads it in one.</summary>
public sealed class VisibleTextTests
{
    // A port nobody listens on: reserved, and never given out by the system.
    private static readonly string[] Import = ["--site", "a.example", "--url", "http://127.0.0.1:1", "--key", "k"];

    [Fact]
    public async Task What_a_log_names_commands_no_terminal()
    {
        var run = await ImportAsync(
            "evil\e]0;title\a.example:443 203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /a HTTP/1.1\" 200 9 \"-\" "
                + "\"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36\""
        );

        Assert.Contains("Other hosts: evil\u241B]0;title\u2407.example (1).", run.Output, StringComparison.Ordinal);
        AssertVisible(run.Output);
    }

    [Fact]
    public async Task What_an_error_quotes_commands_no_terminal()
    {
        var run = await ImportAsync("no log \e[2J\x7F\u009B31m\rover");

        Assert.Contains("no log \u241B[2J\u2421\uFFFD31m\u240Dover", run.Errors, StringComparison.Ordinal);
        AssertVisible(run.Errors);
    }

    [Theory]
    [InlineData("two\nlines\tof text", "two\nlines\tof text")]
    [InlineData("windows\r\nlines", "windows\r\nlines")]
    [InlineData("\0\u0085ü😀", "\u2400\uFFFDü😀")]
    public void Line_ends_tabs_and_letters_stay(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    private static void AssertVisible(string text) =>
        Assert.DoesNotContain(text, c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    private static async Task<ProgramRun> ImportAsync(string line)
    {
        var file = Path.Combine(Path.GetTempPath(), $"analytics-{Guid.NewGuid():N}.log");
        try
        {
            await File.WriteAllTextAsync(file, line + "\n", TestContext.Current.CancellationToken);
            return await ProgramRun.Of(["import", file, .. Import]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
