using System.Diagnostics;

namespace Analytics.Local.Tests.CommandLine;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("analytics", "st", "status")]
    [InlineData("analytics site", "", "add list")]
    [InlineData("analytics site add", "--tim", "--timezone")]
    [InlineData("analytics site add shop.example", "--tim", "--timezone")]
    [InlineData("analytics serve --data /srv", "--cert", "--certificate --certificate-key")]
    [InlineData("analytics version", "--", "--help")]
    [InlineData("analytics nonsense", "--", "")]
    public async Task Bash_completes_what_is_typed(string before, string word, string expected)
    {
        var script = (await ProgramRun.Of("completion")).Output;
        var words = before.Split(' ').Append(word).Select(text => $"'{text}'").ToArray();
        var start = new ProcessStartInfo("bash", ["--norc", "-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(
            $"{script}COMP_WORDS=({string.Join(' ', words)}) COMP_CWORD={words.Length - 1}\n_analytics\necho \"${{COMPREPLY[*]}}\"\n"
        );
        bash.StandardInput.Close();

        Assert.Equal(expected, (await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
