namespace Analytics.Web.DataFiles;

/// <summary>Reads the files that an operator supplies, from the disk or a storage account. Thread-safe.</summary>
public interface IDataFiles
{
    /// <summary>Returns the version of a file: a text that changes when the file is replaced.</summary>
    /// <param name="path">The path of the file, as in the setting.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="IOException">The file is missing or can't be read now.</exception>
    ValueTask<string> VersionAsync(string path, CancellationToken cancellationToken);

    /// <summary>Returns the content of a file.</summary>
    /// <param name="path">The path of the file, as in the setting.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="IOException">The file is missing or can't be read now.</exception>
    ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellationToken);
}
