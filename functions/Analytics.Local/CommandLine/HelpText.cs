using Spectre.Console;

namespace Analytics.Local.CommandLine;

/// <summary>Writes help.</summary>
/// <param name="console">The console to write to.</param>
internal sealed class HelpText(IAnsiConsole console)
{
    private const string Program = "analytics";

    /// <summary>Writes a description of the program and all its commands.</summary>
    public void WriteProgram(IReadOnlyList<Command> commands)
    {
        console.MarkupLine("[bold]analytics[/]: web analytics on one machine. Collects events over HTTP, answers queries over HTTP.");
        console.WriteLine();
        console.MarkupLine($"[bold]Usage[/]  {Program} COMMAND [[OPTIONS]]");
        console.WriteLine();
        var table = Columns();
        foreach (var command in commands)
        {
            table.AddRow($"  [green]{command.Name}[/]", command.Description.EscapeMarkup());
        }

        console.Write(table);
        console.WriteLine();
        console.MarkupLine($"'{Program} COMMAND --help' tells more of a command.");
    }

    /// <summary>Writes a command with its arguments and options.</summary>
    public void WriteCommand(Command command)
    {
        var arguments = string.Concat(command.Arguments.Select(argument => $" {argument.Name}"));
        var required = string.Concat(command.Options.Where(option => option.Required).Select(option => $" {option.Name} {option.Value}"));
        console.WriteLine(command.Description);
        console.WriteLine();
        console.MarkupLine($"[bold]Usage[/]  {$"{Program} {command.Name}{arguments}{required} [OPTIONS]".EscapeMarkup()}");
        console.WriteLine();
        var table = Columns();
        foreach (var argument in command.Arguments)
        {
            table.AddRow($"  [green]{argument.Name.EscapeMarkup()}[/]", argument.Description.EscapeMarkup());
        }

        foreach (var option in command.Options)
        {
            table.AddRow($"  [green]{option.Name}[/] {option.Value.EscapeMarkup()}", option.Description.EscapeMarkup());
        }

        console.Write(table);
    }

    private static Grid Columns() => new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
}
