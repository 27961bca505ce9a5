namespace Analytics.Local.Storage;

/// <summary>Brings a file to the newest schema this program knows.</summary>
internal static class SqliteSchema
{
    /// <summary>Applies the missing migrations, each in its own transaction.</summary>
    /// <param name="database">A connection that may write.</param>
    /// <param name="migrations">
    /// All migrations, oldest first. The schema version is the number of applied ones; published migrations never change.
    /// </param>
    /// <exception cref="DataDirectoryException">The file was written by a newer program.</exception>
    public static void Migrate(SqliteDatabase database, IReadOnlyList<string> migrations)
    {
        var version = database.QueryInteger("PRAGMA user_version");
        if (version > migrations.Count)
        {
            throw new DataDirectoryException(
                $"{database.Path} has schema version {version}; this program knows versions up to {migrations.Count}. "
                    + "Run the newer program that wrote it."
            );
        }

        for (var next = (int)version; next < migrations.Count; next++)
        {
            database.Execute("BEGIN IMMEDIATE");
            try
            {
                database.Execute(migrations[next]);
                database.Execute($"PRAGMA user_version={next + 1}");
                database.Execute("COMMIT");
            }
            catch
            {
                database.Rollback();
                throw;
            }
        }
    }
}
