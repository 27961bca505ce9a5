namespace Analytics.Web.DataFiles;

/// <summary>Reads the files that an operator supplies: of the disk, or of a storage account. Thread-safe.</summary>
public interface IDataFiles
{
    /// <summary>The version of a file: a text that is another one after the file was replaced.</summary>
    /// <param name="path">The file's place, as the setting gives it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="IOException">The file is missing or can't be read now.</exception>
    ValueTask<string> VersionAsync(string path, CancellationToken cancellationToken);

    /// <summary>The content of a file.</summary>
    /// <param name="path">The file's place, as the setting gives it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="IOException">The file is missing or can't be read now.</exception>
    ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellationToken);
}
