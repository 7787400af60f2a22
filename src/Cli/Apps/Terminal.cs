using Spectre.Console;

namespace October.Cli.Apps;

/// <summary>Writes tables that are not cut when nobody watches.</summary>
internal static class Terminal
{
    private const int Wide = 400;

    public static void Table(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            console.Profile.Width = Wide;
        console.Write(table);
    }
}
