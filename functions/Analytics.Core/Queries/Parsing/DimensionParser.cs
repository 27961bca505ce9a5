using System.Text.Json;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Parses the name of a dimension.</summary>
internal static class DimensionParser
{
    public static QueryDimension Parse(JsonElement element, string path, bool withTime)
    {
        var name = Expect.Text(element, path);
        var dimension = DimensionTable.Find(name);
        if (dimension is { IsTime: true } && !withTime)
        {
            throw new QueryException($"{path} is '{name}', but time cannot be filtered; set date_range instead.");
        }

        return dimension
            ?? throw new QueryException(
                $"{path} is '{Expect.Cut(name)}', which is no dimension; use one of {DimensionTable.Names(withTime)}."
            );
    }
}
