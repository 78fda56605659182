# First apply with version 1, then with version 2: destroying the old one fails, and it is left over (deposed).
variable "version_of_it" { default = 1 }
resource "terraform_data" "kept" {
  input            = var.version_of_it
  triggers_replace = var.version_of_it
  lifecycle { create_before_destroy = true }
  provisioner "local-exec" {
    when    = destroy
    command = "false"
  }
}
resource "terraform_data" "damaged" { input = "x" }
resource "terraform_data" "asked" { input = "y" }
