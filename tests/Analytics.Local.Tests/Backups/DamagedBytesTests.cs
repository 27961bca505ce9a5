using Analytics.Local.Backups;
using Analytics.Testing.Damage;

namespace Analytics.Local.Tests.Backups;

/// <summary>Bytes of backups, damaged as a seed decides: what reads them says so.</summary>
public sealed class DamagedBytesTests : IDisposable
{
    private const int Usual = 300;

    private readonly TemporaryDirectory _backups = new();
    private readonly ITestOutputHelper _output;

    public DamagedBytesTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _backups.Dispose();

    [Fact]
    public async Task Damaged_chunks_and_manifests_are_refused_with_a_remedy()
    {
        using var store = BackupStore.OpenToAdd(_backups.Path);
        var content = new byte[20_000];
        new Random(1).NextBytes(content.AsSpan(0, 9_000));
        var (chunk, _) = store.Chunks.Add(content);
        var backup = store.Write(
            new(BackupManifest.CurrentFormat, DateTimeOffset.UnixEpoch, [new("log.db", content.Length, [chunk]), new("tables.db", 0, [])])
        );
        var files = Directory.EnumerateFiles(_backups.Path, "*", SearchOption.AllDirectories).ToList();
        var (chunkFile, manifestFile) = (
            files.Single(path => path.EndsWith(chunk, StringComparison.Ordinal)),
            files.Single(path => path.EndsWith(backup + ".json", StringComparison.Ordinal))
        );

        var wrong = await ByteFuzz.RunAsync(
            [
                // Its name is a hash of what it holds, so a flag of the compression that changes nothing of that may be damaged.
                Decoder("chunk", chunkFile, () => Assert.Equal(content, store.Chunks.Read(chunk))),
                Decoder("manifest", manifestFile, () => ReadManifest(store, backup)),
            ],
            Usual,
            _output.WriteLine
        );

        Assert.True(wrong.Length == 0, wrong);
    }

    private static void ReadManifest(BackupStore store, string backup)
    {
        foreach (var file in store.Read(backup).Files)
        {
            Assert.NotNull(file.Name);
            foreach (var name in file.Chunks)
            {
                store.Chunks.Read(name);
            }
        }
    }

    private static ByteDecoder Decoder(string name, string path, Action read) =>
        new(
            name,
            [File.ReadAllBytes(path)],
            bytes =>
            {
                var whole = File.ReadAllBytes(path);
                File.WriteAllBytes(path, bytes);
                try
                {
                    read();
                }
                finally
                {
                    File.WriteAllBytes(path, whole);
                }

                return Task.CompletedTask;
            },
            IsChecked: false
        );
}
