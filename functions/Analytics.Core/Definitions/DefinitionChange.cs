namespace Analytics.Core.Definitions;

/// <summary>A decision about a site's definitions of one kind; see <see cref="DefinitionTable{T}.ChangeAsync"/>.</summary>
/// <typeparam name="T">Their type.</typeparam>
public sealed class DefinitionChange<T>
    where T : class, IDefinition<T>
{
    private DefinitionChange(DefinitionChangeKind kind, T? definition) => (Kind, Definition) = (kind, definition);

    /// <summary>Nothing is to be changed, and nothing is returned.</summary>
    public static DefinitionChange<T> None { get; } = new(DefinitionChangeKind.Keep, null);

    internal DefinitionChangeKind Kind { get; }

    internal T? Definition { get; }

    /// <summary>Changes nothing and returns a definition that is there.</summary>
    public static DefinitionChange<T> Keep(T definition) => new(DefinitionChangeKind.Keep, definition);

    /// <summary>Adds a definition; its id is given by the table.</summary>
    public static DefinitionChange<T> Add(T definition) => new(DefinitionChangeKind.Add, definition);

    /// <summary>Replaces the definition with the same id.</summary>
    public static DefinitionChange<T> Replace(T definition) => new(DefinitionChangeKind.Replace, definition);

    /// <summary>Deletes the definition with the same id.</summary>
    public static DefinitionChange<T> Delete(T definition) => new(DefinitionChangeKind.Delete, definition);
}

/// <summary>The kinds of changes.</summary>
internal enum DefinitionChangeKind
{
    /// <summary>No change.</summary>
    Keep,

    /// <summary>One more.</summary>
    Add,

    /// <summary>Another in place of one.</summary>
    Replace,

    /// <summary>One less.</summary>
    Delete,
}
