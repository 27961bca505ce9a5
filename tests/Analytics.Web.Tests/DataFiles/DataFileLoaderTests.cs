using System.Text;
using Analytics.Web.DataFiles;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.Tests.DataFiles;

public sealed class DataFileLoaderTests : IDisposable
{
    private readonly FakeFiles _files = new();
    private readonly ListLogger<DataFileLoader> _log = new(LogLevel.Warning);
    private readonly List<string> _loaded = [];
    private readonly DataFileLoader _loader;

    public DataFileLoaderTests()
    {
        DataFileKind[] kinds =
        [
            new("words", "Analytics:Web:Words", "words.txt", Load),
            new("others", "Analytics:Web:Others", null, _ => throw new InvalidOperationException("is not set")),
        ];
        _loader = new(kinds, _files, new FakeTimeProvider(), _log);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _loader.Dispose();

    [Fact]
    public async Task A_file_is_loaded_at_the_start_and_again_only_when_it_is_replaced()
    {
        _files.Put("words.txt", "one");
        await _loader.StartingAsync(Stop);
        await _loader.CheckAsync(Stop);
        _files.Put("words.txt", "two");
        await _loader.CheckAsync(Stop);
        await _loader.CheckAsync(Stop);

        Assert.Equal(["one", "two"], _loaded);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData(null, "there is no such file")]
    [InlineData("bad", "line 1 is bad")]
    [InlineData("", "it is empty")]
    public async Task A_file_that_cannot_be_used_stops_the_start_and_is_named_with_its_setting(string? content, string reason)
    {
        _files.Put("words.txt", content);

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => _loader.StartingAsync(Stop));

        Assert.Equal($"Analytics:Web:Words is 'words.txt': {reason}.", refusal.Message);
    }

    [Theory]
    [InlineData(null, "there is no such file")]
    [InlineData("bad", "line 1 is bad")]
    [InlineData("", "it is empty")]
    public async Task A_replacement_that_cannot_be_used_is_logged_once_and_the_next_good_one_is_loaded(string? content, string reason)
    {
        _files.Put("words.txt", "one");
        await _loader.StartingAsync(Stop);
        _files.Put("words.txt", content);
        await _loader.CheckAsync(Stop);
        await _loader.CheckAsync(Stop);
        Assert.Equal(["one"], _loaded);
        Assert.Contains(reason, Assert.Single(_log.Lines), StringComparison.Ordinal);

        _files.Put("words.txt", "three");
        await _loader.CheckAsync(Stop);
        Assert.Equal(["one", "three"], _loaded);
    }

    private void Load(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        _loaded.Add(text != "bad" ? text : throw new FormatException("line 1 is bad"));
    }

    private sealed class FakeFiles : IDataFiles
    {
        private readonly Dictionary<string, (int Version, string? Content)> _files = [];

        public void Put(string path, string? content) => _files[path] = (_files.GetValueOrDefault(path).Version + 1, content);

        public ValueTask<string> VersionAsync(string path, CancellationToken cancellationToken) =>
            _files.GetValueOrDefault(path) is (var version, not null)
                ? new($"{version}")
                : throw new FileNotFoundException("there is no such file");

        public ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellationToken) =>
            new(Encoding.UTF8.GetBytes(_files[path].Content!));
    }
}
