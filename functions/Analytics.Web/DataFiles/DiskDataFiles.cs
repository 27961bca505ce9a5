namespace Analytics.Web.DataFiles;

/// <summary>Reads files of the local disk. Thread-safe.</summary>
internal sealed class DiskDataFiles : IDataFiles
{
    public ValueTask<string> VersionAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new($"{file.LastWriteTimeUtc.Ticks}/{file.Length}")
            : throw new FileNotFoundException("there is no such file");
    }

    public async ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException("this account may not read it", exception);
        }
    }
}
