using Analytics.Local.Demo;

namespace Analytics.Local.Tests.Demo;

public sealed class DemoStateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("demo-state").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_next_start_finds_the_key_and_the_time_until_which_visits_were_sent()
    {
        var state = new DemoState(
            "ana_secret",
            new DateTimeOffset(2026, 11, 26, 10, 0, 0, 123, TimeSpan.Zero),
            new DateOnly(2026, 10, 13)
        );

        Assert.Equal(new DemoState(null, null, null), DemoState.Read(_directory));
        state.Write(_directory);

        Assert.Equal(state, DemoState.Read(_directory));
    }

    [Fact]
    public void A_start_before_the_year_was_sent_whole_keeps_the_key_and_sends_it_again()
    {
        new DemoState("ana_secret", null, null).Write(_directory);

        Assert.Equal(new DemoState("ana_secret", null, null), DemoState.Read(_directory));
    }

    [Fact]
    public void A_state_without_an_earlier_release_is_read()
    {
        File.WriteAllLines(Path.Combine(_directory, "demo.txt"), ["ana_secret", "2026-11-26T10:00:00.0000000+00:00"]);

        Assert.Equal(
            new DemoState("ana_secret", new DateTimeOffset(2026, 11, 26, 10, 0, 0, TimeSpan.Zero), null),
            DemoState.Read(_directory)
        );
    }
}
