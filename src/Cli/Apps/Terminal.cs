using Spectre.Console;

namespace October.Cli.Apps;

/// <summary>Writes tables, without truncation when output is redirected.</summary>
internal static class Terminal
{
    private const int RedirectedWidth = 400;

    public static void Table(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            console.Profile.Width = RedirectedWidth;
        console.Write(table);
    }
}
