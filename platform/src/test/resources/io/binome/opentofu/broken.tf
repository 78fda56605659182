resource "terraform_data" "fine" { input = "x" }
resource "terraform_data" "broken" {
  input = "y"
  lifecycle {
    precondition {
      condition     = terraform_data.fine.input == "z"
      error_message = "It must be z."
    }
  }
}
