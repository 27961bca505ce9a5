using System.Text.Json;

namespace Analytics.Testing.Cases;

/// <summary>The cases of one kind of input, from <c>tests/Cases</c>.</summary>
public static class CaseFile
{
    /// <summary>The names of a file's cases, as the data of a theory.</summary>
    public static TheoryData<string> Names(string file) => [.. Read(file).Select(element => element.GetProperty("name").GetString()!)];

    /// <summary>The case of a name.</summary>
    public static JsonElement Find(string file, string name) =>
        Read(file).Single(element => element.GetProperty("name").GetString() == name);

    private static IEnumerable<JsonElement> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.File($"tests/Cases/{file}.json")));
        return [.. document.RootElement.EnumerateArray().Select(element => element.Clone())];
    }
}
