using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Analytics.MovingAverages.Tests;

/// <summary>Every public name of the library as text, so that a change of the API shows in review.</summary>
public sealed class PublicApi
{
    [Fact]
    public void The_public_API_is_the_one_in_the_snapshot()
    {
        var snapshot = Repository.File("tests/Analytics.MovingAverage.Tests/PublicApi.txt");
        var actual = Describe(typeof(ExactSum).Assembly);
        var expected = File.Exists(snapshot) ? File.ReadAllText(snapshot).ReplaceLineEndings("\n") : "";
        if (expected != actual)
        {
            File.WriteAllText(snapshot + ".received", actual);
        }

        Assert.Equal(expected, actual);
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            var bases = type.GetInterfaces().Where(i => i.Namespace == type.Namespace).Select(Name).Order(StringComparer.Ordinal);
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append(" : ").AppendJoin(", ", bases).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var member in type.GetMembers(Declared))
        {
            if (member is ConstructorInfo constructor)
            {
                yield return $"new({Parameters(constructor)})";
            }
            else if (member is MethodInfo { IsSpecialName: false } method && !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            {
                yield return $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
            }
            else if (member is PropertyInfo property)
            {
                var parameters = string.Join(", ", property.GetIndexParameters().Select(p => Name(p.ParameterType)));
                var accessors = property.SetMethod?.IsPublic == true ? "get; set" : "get";
                yield return $"{Name(property.PropertyType)} {property.Name}[{parameters}] {{ {accessors} }}";
            }
        }
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{(p.IsOut ? "out " : "")}{Name(p.ParameterType)} {p.Name}"));

    private static string Kind(Type type) =>
        type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string Name(Type type) =>
        type.IsByRef ? Name(type.GetElementType()!)
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
