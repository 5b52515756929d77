using System.Text;

namespace Orchestry.Core.Secrets;

/// <summary>What a secret's value may be: any text of 1 byte to 512 KiB in UTF-8.</summary>
public static class SecretRules
{
    /// <summary>The longest value there may be, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>What is wrong with a value; null: nothing.</summary>
    public static string? Problem(string value)
    {
        if (value.Length == 0)
        {
            return "must not be empty";
        }

        // Never more than three bytes a character.
        return value.Length > MaxBytes || Encoding.UTF8.GetByteCount(value) > MaxBytes ? $"must be at most {MaxBytes} bytes long" : null;
    }
}
