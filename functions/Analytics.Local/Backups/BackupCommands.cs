using System.Globalization;
using Analytics.Local.CommandLine;
using Spectre.Console;

namespace Analytics.Local.Backups;

/// <summary>Backs up a data directory, even while a server uses it, and restores it.</summary>
internal sealed class BackupCommands(IAnsiConsole console, TimeProvider timeProvider)
{
    private const int MaxBackups = 100_000;
    private const double Mebibyte = 1024 * 1024;

    private static readonly CommandArgument Backups = new("DIR", "The directory of the backups.");

    /// <summary><c>backup</c>.</summary>
    public Command Backup =>
        new(
            "backup",
            "Adds a backup of a data directory, which may be in use; stores only what changed since the last one.",
            [Backups],
            [
                new CommandOption("--data", "DIR", "The data directory. Default: ./data."),
                new CommandOption("--keep", "COUNT", "How many backups to keep; older ones are deleted. Default: all."),
            ],
            BackUpAsync
        );

    /// <summary><c>backup list</c>.</summary>
    public Command List => new("backup list", "Lists the backups in a directory.", [Backups], [], ListAsync);

    /// <summary><c>restore</c>.</summary>
    public Command Restore =>
        new(
            "restore",
            "Restores a backup into an empty data directory and checks it.",
            [Backups],
            [
                new CommandOption("--data", "DIR", "The data directory, empty or missing.", Required: true),
                new CommandOption("--backup", "NAME", "Which backup; see 'backup list'. Default: the newest."),
            ],
            RestoreAsync
        );

    private Task<int> BackUpAsync(CommandInput input, CancellationToken cancellationToken)
    {
        int? keep = input.Option("--keep") is null ? null : input.Number("--keep", 1, 1, MaxBackups);
        using var store = BackupStore.OpenToAdd(input.Argument(0));
        var data = input.Option("--data") ?? "./data";
        var (name, files) = new DirectoryBackup(store).Add(data, timeProvider.GetUtcNow(), cancellationToken);
        var problems = store.Prune(keep);

        var table = new Table().Border(TableBorder.Simple).AddColumns("File", "MiB", "MiB written");
        foreach (var (file, written) in files)
        {
            table.AddRow(file.Name, Mebibytes(file.Bytes), Mebibytes(written));
        }

        console.Write(table);
        foreach (var problem in problems)
        {
            console.WriteLine($"An older backup can't be read, and no chunks are deleted until its file is gone: {problem}");
        }

        if (store.Chunks.Repaired > 0)
        {
            console.WriteLine(
                $"{store.Chunks.Repaired} chunks of older backups were damaged and are written again: check the disk of the backups."
            );
        }

        console.WriteLine($"Backup {name} is complete and checked.");
        return Task.FromResult(0);
    }

    private Task<int> ListAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var store = BackupStore.OpenToList(input.Argument(0));
        var table = new Table().Border(TableBorder.Simple).AddColumns("Backup", "Taken (UTC)", "MiB");
        var backups = store.ReadAll();
        foreach (var (name, manifest, _) in backups)
        {
            if (manifest is null)
            {
                table.AddRow(name, "can't be read", string.Empty);
                continue;
            }

            var takenAt = manifest.TakenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            table.AddRow(name, takenAt, Mebibytes(manifest.Files.Sum(file => file.Bytes)));
        }

        console.Write(table);
        foreach (var problem in backups.Select(static backup => backup.Problem).OfType<string>())
        {
            console.WriteLine(problem);
        }

        return Task.FromResult(0);
    }

    private Task<int> RestoreAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var store = BackupStore.OpenToRestore(input.Argument(0));
        var name = input.Option("--backup") ?? store.Names.LastOrDefault() ?? string.Empty;
        var data = input.Required("--data");
        new DirectoryBackup(store).Restore(store.Read(name), data, cancellationToken);
        console.WriteLine($"Backup {name} is restored to {Path.GetFullPath(data)} and checked.");
        console.WriteLine($"Start it with 'analytics serve --data {data}'.");
        return Task.FromResult(0);
    }

    private static string Mebibytes(long bytes) => (bytes / Mebibyte).ToString("N1", CultureInfo.InvariantCulture);
}
