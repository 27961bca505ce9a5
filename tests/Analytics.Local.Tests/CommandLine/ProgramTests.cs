using System.Net;
using System.Net.Sockets;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.CommandLine;

public sealed class ProgramTests
{
    // A port nobody listens on: reserved, and never given out by the system.
    private const string Nowhere = "http://127.0.0.1:1";

    // A server that starts where it should not is stopped by this.
    private const int Patience = 60_000;

    [Theory(Timeout = Patience)]
    [InlineData("127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("ftp://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:0;nonsense")]
    [InlineData(";")]
    [InlineData("http://127.0.0.256:0")]
    [InlineData("http://127.0.0.1 :0")]
    [InlineData("http://nosuchhost:0")]
    [InlineData("http://127.0.0.1:80801:1")]
    [InlineData("http://127.0.0.1:0/path")]
    [InlineData("http://localhost:0")]
    [InlineData("http://192.0.2.77:0")]
    [InlineData("http://[2001:db8::1]:0")]
    [InlineData("http://127.0.0.1:0;http://192.0.2.77:0")]
    public async Task An_address_to_listen_at_is_refused_in_words(string urls)
    {
        using var directory = new TemporaryDirectory();

        var run = await ProgramRun.Of("serve", "--data", directory.Path, "--urls", urls);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"--urls is '{urls}', of which '", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Fact(Timeout = Patience)]
    public async Task An_address_in_use_is_refused_in_one_line()
    {
        using var directory = new TemporaryDirectory();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";

        var run = await ProgramRun.Of("serve", "--data", directory.Path, "--urls", url);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"--urls is '{url}', of which '{url}' is already in use. Stop the program that listens there, or choose another address.",
            run.Errors.Trim()
        );
    }

    [Fact]
    public async Task Help_lists_every_command()
    {
        var run = await ProgramRun.Of("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["serve", "site add", "site list", "key add", "import", "load"],
            name => Assert.Contains(name, run.Output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Help_of_a_command_lists_its_options()
    {
        var run = await ProgramRun.Of("import", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["FILE", "--site DOMAIN", "--format", "--url", "--key"],
            name => Assert.Contains(name, run.Output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_wrong_option_is_exit_code_2_and_points_to_the_help()
    {
        var run = await ProgramRun.Of("serve", "--dta", "x");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("did you mean '--data'?", run.Errors, StringComparison.Ordinal);
        Assert.Contains("analytics serve --help", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task The_version_names_the_release_and_its_logic(string word)
    {
        var run = await ProgramRun.Of(word);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^analytics \d+\.\d+\.\d+\S*, logic \d+\s*$", run.Output);
    }

    [Theory]
    [InlineData("--connections", "zero")]
    [InlineData("--batch", "2501")]
    [InlineData("--mode", "fast")]
    [InlineData("--url", "localhost")]
    public async Task A_value_out_of_range_is_named(string option, string value)
    {
        var run = await ProgramRun.Of("load", option, value, "--key", "k");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option}: '{value}'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_server_is_one_clear_line()
    {
        var run = await ProgramRun.Of("site", "list", "--url", Nowhere, "--key", "k");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"No server answers at {Nowhere}/", run.Errors, StringComparison.Ordinal);
        Assert.Contains("serve", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_one_directory_is_refused()
    {
        using var directory = new TemporaryDirectory();
        using var held = DataDirectory.Open(directory.Path, new SqliteEventLogOptions(), TimeProvider.System);

        var run = await ProgramRun.Of("serve", "--data", directory.Path, "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{directory.Path} is in use by process {Environment.ProcessId}", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var run = await ProgramRun.Of("import", "no-such-file.log", "--site", "a.example", "--url", Nowhere, "--key", "k");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no-such-file.log", run.Errors, StringComparison.Ordinal);
    }
}
