using System.CommandLine;

namespace October.Cli.Completion;

/// <summary><c>october completion</c>.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", """
            Prints a script that completes commands and options in your shell.

            Examples:
              source <(october completion bash)
              october completion fish > ~/.config/fish/completions/october.fish
            """)
        {
            shell,
        };
        command.SetAction(parsed => Console.Write(Script(parsed.GetValue(shell)!)));
        return command;
    }

    /// <summary>The scripts get the candidates from the <c>[suggest]</c> directive of the program.</summary>
    private static string Script(string shell) => shell switch
    {
        "bash" => """
            _october() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(october "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -F _october october

            """,
        "zsh" => """
            #compdef october
            _october() {
              local -a candidates
              candidates=("${(@f)$(october "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -a candidates
            }
            compdef _october october

            """,
        _ => """
            complete -f -c october -a '(october "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'

            """,
    };
}
