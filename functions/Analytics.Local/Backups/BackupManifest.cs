using System.Text.Json.Serialization;

namespace Analytics.Local.Backups;

/// <summary>A backup: the files of a data directory as lists of chunks. Property names are a stored format.</summary>
/// <param name="Format">The version of this form.</param>
/// <param name="TakenAt">The start of the backup.</param>
/// <param name="Files">The files.</param>
/// <param name="Identity">The identity of the data directory; null in backups of earlier releases.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset TakenAt, IReadOnlyList<BackedUpFile> Files, string? Identity = null)
{
    /// <summary>The version of the form that this program writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>A file of a backup.</summary>
/// <param name="Name">Its name in the data directory.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Chunks">The SHA-256 of each of its chunks in lower-case hexadecimal, in order.</param>
internal sealed record BackedUpFile(string Name, long Bytes, IReadOnlyList<string> Chunks);

/// <summary>The stored form of manifests.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
